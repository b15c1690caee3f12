// Says of each pod in a list, a JSON file that is named as the argument, whether the Pod Security Standard "restricted" of the newest
// version allows it: one line for each, with what is forbidden. It is the verdict that the API server gives, from the same library.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
)

func main() {
	if len(os.Args) != 2 {
		fail("usage: pod-security FILE")
	}
	file, err := os.Open(os.Args[1])
	if err != nil {
		fail(err)
	}
	var pods corev1.PodList
	decoder := json.NewDecoder(file)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&pods); err != nil {
		fail("no list of pods:", err)
	}
	evaluator, err := policy.NewEvaluator(policy.DefaultChecks(), nil)
	if err != nil {
		fail(err)
	}
	restricted := api.LevelVersion{Level: api.LevelRestricted, Version: api.LatestVersion()}
	forbidden := false
	for _, pod := range pods.Items {
		verdict := policy.AggregateCheckResults(evaluator.EvaluatePod(restricted, &pod.ObjectMeta, &pod.Spec))
		if verdict.Allowed {
			fmt.Println(pod.Name, "allowed")
			continue
		}
		forbidden = true
		fmt.Println(pod.Name, "forbidden:", verdict.ForbiddenDetail())
	}
	if forbidden {
		os.Exit(1)
	}
}

func fail(why ...any) {
	fmt.Fprintln(os.Stderr, why...)
	os.Exit(2)
}
